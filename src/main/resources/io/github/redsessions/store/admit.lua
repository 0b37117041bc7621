-- KEYS: index; ARGV: now, handle, deadline, with .5 if it is only reserved, how many there may be or '' for any number, 'reject' if one more is not admitted, handle that is to leave, ...; reply: 1 if admitted and 0 if not, then, if there are too many, handle and deadline of each of the others, the oldest first
for i = 6, #ARGV do
  redis.call('ZREM', KEYS[1], ARGV[i])
end
local now = tonumber(ARGV[1])
local last = tonumber(ARGV[3])
local entries = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
local others = {}
local known = false
local over = false
for i = 1, #entries, 2 do
  local deadline = tonumber(entries[i + 1])
  if deadline <= now then
    over = true
  elseif entries[i] == ARGV[2] then
    known = true
  else
    others[#others + 1] = entries[i]
    others[#others + 1] = entries[i + 1]
    last = math.max(last, deadline)
  end
end
if over then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
end
local full = ARGV[4] ~= '' and #others / 2 >= tonumber(ARGV[4])
if full and not known and ARGV[5] == 'reject' then
  table.insert(others, 1, 0)
  return others
end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', last - now))
if not full then
  return {1}
end
table.insert(others, 1, 1)
return others
