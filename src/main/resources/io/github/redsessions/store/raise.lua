-- KEYS: number of a user; ARGV: ttl ms, number; reply: the number from before, 0 for none
local before = tonumber(redis.call('HGET', KEYS[1], 'n') or 0)
if tonumber(ARGV[2]) > before then
  redis.call('HSET', KEYS[1], 'n', ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return before
