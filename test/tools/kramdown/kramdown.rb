# A document per line of input, as a JSON array of one text -> its HTML, in the same form. With Jekyll's options.
require 'json'
require 'kramdown'
require 'kramdown-parser-gfm'

OPTIONS = { input: 'GFM', hard_wrap: false, entity_output: 'as_char', syntax_highlighter: nil }.freeze
STDIN.each_line do |line|
  puts JSON.generate([Kramdown::Document.new(JSON.parse(line).first, OPTIONS.dup).to_html])
end
