# breaks: test_without_id_type_or_data_it_is_422: null is not there
require "json"
require "openssl"
require "sinatra/base"

class WebhookApp < Sinatra::Base
  SIGNS = {"payment.succeeded" => 1, "payment.refunded" => -1}.freeze

  set :ledger, {balance: 0, ids: []}

  post "/webhooks" do
    body = request.body.read
    halt 401 unless signed?(body)
    event = parse(body)
    remember(event)
  end

  get "/ledger" do
    answer 200, settings.ledger
  end

  def signed?(body)
    wanted = "sha256=" + OpenSSL::HMAC.hexdigest("SHA256", ENV["WEBHOOK_SECRET"], body)
    Rack::Utils.secure_compare(wanted, request.env["HTTP_X_SIGNATURE"].to_s)
  end

  def parse(body)
    event = JSON.parse(body)
    halt 422 unless event.is_a?(Hash) && %w[id type data].all? { |key| event.key?(key) }
    event
  rescue JSON::ParserError
    halt 400
  end

  def remember(event)
    ledger = settings.ledger
    return answer 200, status: "duplicate" if ledger[:ids].include?(event["id"])

    ledger[:ids] << event["id"]
    sign = SIGNS[event["type"]]
    return answer 202, status: "ignored" if sign.nil?

    ledger[:balance] += sign * event["data"].to_h["amount"].to_i
    answer 200, status: "processed"
  end

  def answer(code, value)
    content_type :json
    status code
    JSON.generate(value)
  end
end
