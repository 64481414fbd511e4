# Values whose bytes were captured from Resque, by name. Those that JSON cannot express become strings. Needs a class Note.
require 'bigdecimal'
require 'date'

Pair = Struct.new(:a, :b)
DEEP = 97.times.inject([]) { |inner, _| [inner] }
TRICKY = {
  no_args: [],
  nil: [nil],
  bools: [true, false],
  empty_string: [''],
  empty_array: [[]],
  empty_hash: [{}],
  ints: [0, -1, 42, 2**31, 2**53, 2**53 + 1, 2**63 - 1, -2**63],
  bigints: [2**63, 2**64, 2**64 - 1, 10**30, -10**30],
  floats: [1.0, 0.0, -0.0, 1.5, 0.1, 0.1 + 0.2, 100.0, 1e15, 1e16, 1e17, 1e20, 1e21, 1e22, 1e-4, 1e-5, 1e-7,
           123_456_789.123456789, 1.7976931348623157e308, 5e-324, 3e10, 1e100],
  unicode: ['héllo wörld', '日本語', 'и'],
  emoji: ['😀', "👨\u200d👩\u200d👧"],
  slash_html: ['a/b', '</script>', '<b>&amp;</b>', "it's", '"quoted"', 'back\\slash'],
  line_separators: ["\u2028\u2029"],
  controls: [(0..0x1f).map(&:chr).join.force_encoding('UTF-8') + "\u007f\u0080\u009f"],
  nul: ["a\0b"],
  bom_nonchars: ["\ufeff", "\ufffd", "\ufffe", "\u{10ffff}"],
  nested: [{ 'a' => { 'b' => [1, { 'c' => nil }], 'z' => 1, 'm' => 2 }, 'list' => [[[]]] }],
  deep: [DEEP],
  symbols: [:sym, { sym: :val, 'str' => 1, 1 => 2, nil => 3, 1.5 => 4, true => 5 }],
  key_order: [{ 'z' => 1, 'a' => 2, 'M' => 3 }],
  dup_key_sym_str: [{ :a => 1, 'a' => 2 }],
  time_date: [Time.utc(2024, 1, 2, 3, 4, 5), Date.new(2024, 1, 2), DateTime.new(2024, 1, 2, 3, 4, 5)],
  time_zone: [Time.new(2024, 1, 2, 3, 4, 5, '-05:00')],
  bigdecimal: [BigDecimal('1.1')],
  rational: [Rational(1, 3)],
  range: [(1..3)],
  struct: [Pair.new(1, 2)],
  object_class: [String, Note],
  hash_arg_last: ['x', { a: 1 }],
  numeric_string: ['1', '1.0', 'null', 'true'],
  whitespace: ["  a\tb\nc\r\n "],
  ascii8bit_valid: ['café'.b.force_encoding('UTF-8')],
  latin1: ['café'.encode('ISO-8859-1')],
  utf16: ['café'.encode('UTF-16LE')]
}.freeze
