-- KEYS: record; ARGV: secret hash; reply: 1 if destroyed, 0 if there was none of ours
local record = redis.call('HMGET', KEYS[1], 'h', 'o')
-- The retired secret counts too: a logout that raced a rotation still logs out.
if record[1] == ARGV[1] or record[2] == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
