-- KEYS: a hash; ARGV: an element; reply: 1 if it is new
return redis.call('HSET', KEYS[1], ARGV[1], '')
