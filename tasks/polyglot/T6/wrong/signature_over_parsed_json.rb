# breaks: test_the_signature_is_of_the_bytes_that_arrived, test_a_body_that_is_no_json_is_400, test_without_the_right_signature_it_is_401, test_a_good_event_is_processed, test_without_id_type_or_data_it_is_422, test_the_same_id_again_is_a_duplicate, test_payments_are_added_and_refunds_subtracted, test_other_types_are_ignored_and_remembered, test_a_refused_event_is_not_remembered, test_the_ledger_after_fifty_generated_events: the signature is of the raw body
require "json"
require "openssl"
require "sinatra/base"

class WebhookApp < Sinatra::Base
  SIGNS = {"payment.succeeded" => 1, "payment.refunded" => -1}.freeze

  set :ledger, {balance: 0, ids: []}

  post "/webhooks" do
    body = request.body.read
    event = parse(body)
    halt 401 unless signed?(JSON.generate(event))
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
    halt 422 unless event.is_a?(Hash) && %w[id type data].none? { |key| event[key].nil? }
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

    ledger[:balance] += sign * event["data"]["amount"]
    answer 200, status: "processed"
  end

  def answer(code, value)
    content_type :json
    status code
    JSON.generate(value)
  end
end
