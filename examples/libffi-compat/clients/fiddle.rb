# Ruby's fiddle: functions, closures that C calls, structures behind pointers, variadic functions.
require "fiddle"
require "fiddle/import"
include Fiddle

libc = Handle::DEFAULT
def check(what, got, wanted)
  raise "#{what}: #{got.inspect}, wanted #{wanted.inspect}" unless got == wanted
end

strlen = Function.new(libc["strlen"], [TYPE_VOIDP], TYPE_SIZE_T)
check("strlen", strlen.call("drop-in"), 7)

pow = Function.new(dlopen("libm.so.6")["pow"], [TYPE_DOUBLE, TYPE_DOUBLE], TYPE_DOUBLE)
check("pow", pow.call(2.0, 10.0), 1024.0)

compare = Class.new(Closure) do
  def call(a, b) = Pointer.new(a)[0, 4].unpack1("l") <=> Pointer.new(b)[0, 4].unpack1("l")
end.new(TYPE_INT, [TYPE_VOIDP, TYPE_VOIDP])
qsort = Function.new(libc["qsort"], [TYPE_VOIDP, TYPE_SIZE_T, TYPE_SIZE_T, TYPE_VOIDP], TYPE_VOID)
numbers = Pointer[[5, 1, 6, 2, -4, 3].pack("l*")]
qsort.call(numbers, 6, 4, compare)
check("qsort", numbers[0, 24].unpack("l*"), [-4, 1, 2, 3, 5, 6])

snprintf = Function.new(libc["snprintf"], [TYPE_VOIDP, TYPE_SIZE_T, TYPE_CONST_STRING, TYPE_VARIADIC], TYPE_INT)
text = Pointer.malloc(64, RUBY_FREE)
snprintf.call(text, 64, "%d %.2f %s", TYPE_INT, -7, TYPE_DOUBLE, 1.25, TYPE_CONST_STRING, "x")
check("snprintf", text.to_s, "-7 1.25 x")

module Time_
  extend Importer
  dlload "libc.so.6"
  Tm = struct(["int sec", "int min", "int hour", "int mday", "int mon", "int year", "int wday", "int yday", "int isdst",
               "long gmtoff", "void *zone"])
  extern "void *gmtime_r(void *, void *)"
end
tm = Time_::Tm.malloc(RUBY_FREE)
Time_.gmtime_r([86_400 * 365].pack("q"), tm)
check("gmtime_r", [tm.year, tm.mon, tm.mday], [71, 0, 1])

# Narrow results, every width; through closures that are called as functions.
[[TYPE_CHAR, -5], [TYPE_SHORT, -300], [TYPE_INT, -70_000], [TYPE_LONG_LONG, -(1 << 40)], [TYPE_FLOAT, 0.5], [TYPE_DOUBLE, 0.25]].each do |type, value|
  same = Class.new(Closure) { define_method(:call) { |given| given } }.new(type, [type])
  check("closure of #{type}", Function.new(same, [type], type).call(value), value)
end
many = Class.new(Closure) { def call(*given) = given.sum }.new(TYPE_DOUBLE, [TYPE_INT, TYPE_DOUBLE] * 10)
check("20 arguments", Function.new(many, [TYPE_INT, TYPE_DOUBLE] * 10, TYPE_DOUBLE).call(*(1..20)), 210.0)
puts "ok, fiddle #{VERSION}"
