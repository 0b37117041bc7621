-- KEYS: account; ARGV: attempt id, free failures, first delay ms, longest delay ms, disabled after; reply: 0 if allowed, > 0 ms to wait, -1 if disabled from now on, -2 if disabled
local id, free, disabled = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[5])
local account = redis.call('HMGET', KEYS[1], 'n', 't', 'w')
local failures = tonumber(account[1] or 0)
local attempts = account[3] or ''
local function outcome()
  return failures <= disabled and 0 or failures == disabled + 1 and -1 or -2
end
-- The last 16 attempts that were counted, four characters each: one that is sent twice is recognised.
for i = 1, #attempts, 4 do
  if string.sub(attempts, i, i + 3) == id then
    return outcome()
  end
end
-- Redis' own time: that of one server of many may be wrong.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = tonumber(account[2] or 0)
if last > now then
  -- The clock went back. The delay begins anew, so that nobody waits for longer than for it.
  last = now
  redis.call('HSET', KEYS[1], 't', now)
end
if failures >= free then
  local wait = last + math.min(ARGV[3] * 2 ^ (failures - free), tonumber(ARGV[4])) - now
  if wait > 0 then
    return wait
  end
end
-- Counted before anybody knows how it ends.
failures = failures + 1
redis.call('HSET', KEYS[1], 'n', failures, 't', now, 'w', id .. string.sub(attempts, 1, 60))
-- As many days as there are failures but at most 30; 400 for a disabled account. So however many names are tried in a
-- day, no more keys than attempts of one day are kept.
redis.call('PEXPIRE', KEYS[1], 86400000 * (failures > disabled and 400 or math.min(failures, 30)))
return outcome()
