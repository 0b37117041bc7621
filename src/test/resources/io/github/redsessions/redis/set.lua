-- KEYS: text; ARGV: value; reply: 1
redis.call('SET', KEYS[1], ARGV[1])
return 1
