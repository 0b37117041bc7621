-- KEYS: hash; ARGV: value of its field f; reply: 1
redis.call('HSET', KEYS[1], 'f', ARGV[1])
return 1
