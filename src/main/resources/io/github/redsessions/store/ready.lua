-- KEYS: what a check of health writes; ARGV: ttl ms; reply: 1
redis.call('HSET', KEYS[1], 'n', '1')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
