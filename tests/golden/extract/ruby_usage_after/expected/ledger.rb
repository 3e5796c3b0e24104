require 'json'

class Ledger
  def initialize
    @sum = 0
  end

  def add(amount)
    @sum += amount
  end
end
