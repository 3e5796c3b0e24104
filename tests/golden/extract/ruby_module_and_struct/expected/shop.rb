module Shop
  VERSION = 1
end
Item = Struct.new(:name)
