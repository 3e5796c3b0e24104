# frozen_string_literal: true

# Doesn't keep anything: it's a formatter.
module Format
  def self.line(name, sum)
    "#{name}: #{sum} (it's #{sum > 0 ? 'more' : 'less'})"
  end
end
