-- KEYS: record; ARGV: ttl ms, secret hash, field, value, ...; reply: 1, or -2 if another session has this handle
local owner = redis.call('HGET', KEYS[1], 'h')
if owner and owner ~= ARGV[2] then
  return -2
end
-- A record with our secret is our own first attempt, whose reply was lost.
-- In portions, since Lua can't unpack more than some thousand values.
redis.call('HSET', KEYS[1], 'h', ARGV[2], unpack(ARGV, 3, math.min(1002, #ARGV)))
for i = 1003, #ARGV, 1000 do
  redis.call('HSET', KEYS[1], unpack(ARGV, i, math.min(i + 999, #ARGV)))
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
