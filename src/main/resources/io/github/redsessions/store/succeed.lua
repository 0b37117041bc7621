-- KEYS: account; ARGV: attempt id; reply: 1 if its failures are forgotten, 0 if they were before
local attempts = redis.call('HGET', KEYS[1], 'w') or ''
for i = 1, #attempts, 4 do
  if string.sub(attempts, i, i + 3) == ARGV[1] then
    return redis.call('DEL', KEYS[1])
  end
end
-- What was counted since then, somebody else has tried.
return 0
