# Loads the app and calls it. Each line "new" of standard input begins a copy of the process in which no request has been made yet;
# the lines that follow are requests to it, until "end". Requests and responses are JSON, their bodies in base64.
lines_out = $stdout.dup
lines_out.sync = true
$stdout.reopen($stderr) # what the app prints is no response

require "json"
require "rack"
require_relative "app"

def call(request)
  env = Rack::MockRequest.env_for(request["path"], method: request["method"], input: request["body"].unpack1("m"))
  env["HTTP_HOST"] = "localhost"
  request["headers"].each { |name, value| env[name] = value }
  status, headers, body = WebhookApp.call(env)
  text = +"".b
  body.each { |part| text << part.b }
  body.close if body.respond_to?(:close)
  {"status" => status.to_i, "type" => headers["Content-Type"] || headers["content-type"], "body" => [text].pack("m0")}
rescue Exception => error
  {"raised" => "#{error.class}: #{error.message}"}
end

raise "WebhookApp is no Sinatra app" unless WebhookApp < Sinatra::Base

lines_out.puts "ready"
while $stdin.gets
  child = fork do
    lines_out.puts "new"
    while (line = $stdin.gets) && line != "end\n"
      lines_out.puts JSON.generate(call(JSON.parse(line)))
    end
    exit!
  end
  Process.wait(child)
  lines_out.puts "ended"
end
