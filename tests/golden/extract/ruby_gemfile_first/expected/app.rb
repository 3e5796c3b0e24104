require 'sinatra/base'

class WebhookApp < Sinatra::Base
  post '/webhooks' do
    status 200
    "processed"
  end
end
