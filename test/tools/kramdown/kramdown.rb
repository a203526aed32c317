# Reads a JSON array with a document per line, and prints one with its HTML. The options are Jekyll's.
require 'json'
require 'kramdown'
require 'kramdown-parser-gfm'

OPTIONS = { input: 'GFM', hard_wrap: false, entity_output: 'as_char', syntax_highlighter: nil }.freeze
STDIN.each_line do |line|
  puts JSON.generate([Kramdown::Document.new(JSON.parse(line).first, OPTIONS.dup).to_html])
end
