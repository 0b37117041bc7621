-- KEYS: index; ARGV: handle, ...; reply: how many were there
local count = 0
for i = 1, #ARGV do
  count = count + redis.call('ZREM', KEYS[1], ARGV[i])
end
return count
