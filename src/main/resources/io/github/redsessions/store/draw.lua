-- KEYS: numbers of everyone; ARGV: ttl ms, the least it may be, '1' if it revokes everyone or ''; reply: a number higher than all before
local last = tonumber(redis.call('HGET', KEYS[1], 'n') or 0)
local number = string.format('%.0f', math.max(last + 1, tonumber(ARGV[2])))
redis.call('HSET', KEYS[1], 'n', number)
if ARGV[3] == '1' then
  redis.call('HSET', KEYS[1], 'a', number)
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return tonumber(number)
