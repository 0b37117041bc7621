-- KEYS: any; ARGV: text; reply: the text
return ARGV[1]
