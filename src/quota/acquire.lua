-- Takes one slot from the shared quota, or tells how long to wait: GCRA (the generic cell rate algorithm) with
-- one tolerance per lane. The stored TAT ("theoretical arrival time") is when the burst will be whole again.
--
-- Each slot is counted by minute and lane in `<KEYS[1]>:used:<hour since 1970>`, which goes after 25 hours. The hour is
-- known only here, so that key isn't among KEYS; its braces are the same.
--
-- KEYS[1]  hash of one app and meter: tat, pausedUntil (Unix microseconds), run (the server's run ID)
-- ARGV[1]  interval: microseconds between two slots at the sustained rate
-- ARGV[2]  full: microseconds in which a wholly spent burst refills (burst * interval)
-- ARGV[3]  tolerance of the asking lane, microseconds, at most full - interval
-- ARGV[4]  longest possible pause, microseconds
-- ARGV[5]  time to live of the key, milliseconds
-- ARGV[6]  the asking lane
-- Returns  0 when a slot was taken, else the microseconds to wait before asking again

local interval, full, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local longest_pause, ttl = tonumber(ARGV[4]), ARGV[5]

local time = redis.call("TIME")
local now = time[1] * 1000000 + time[2]
local run = string.match(redis.call("INFO", "server"), "run_id:(%x+)") or "unknown"

local state = redis.call("HMGET", KEYS[1], "tat", "pausedUntil", "run")

-- Lua's own conversion to a string keeps 14 digits; a Unix time in microseconds has 16.
local function micros(value)
  return string.format("%.0f", value)
end

local paused_until = tonumber(state[2] or 0) or 0
if paused_until > now + longest_pause then
  -- Only a clock that was set back explains this.
  paused_until = now + longest_pause
  redis.call("HSET", KEYS[1], "pausedUntil", micros(paused_until))
end
if paused_until > now then
  return paused_until - now
end

-- No state, or one that another server process wrote (a restart from an old snapshot, a fail-over), or one that
-- lies further ahead than is possible (a clock set back): what was granted is unknown, so all of it was.
local tat = tonumber(state[1] or "")
if not tat or state[3] ~= run or tat > now + full then
  tat = now + full
  redis.call("HSET", KEYS[1], "run", run, "tat", micros(tat))
  redis.call("PEXPIRE", KEYS[1], ttl)
end

local from = math.max(tat, now)
local wait = from - tolerance - now
if wait > 0 then
  return wait
end
redis.call("HSET", KEYS[1], "tat", micros(from + interval))
redis.call("PEXPIRE", KEYS[1], ttl)

local minute = math.floor(now / 60000000)
local used = KEYS[1] .. ":used:" .. string.format("%.0f", math.floor(minute / 60))
if redis.call("HINCRBY", used, (minute % 60) .. ":" .. ARGV[6], 1) == 1 then
  redis.call("EXPIRE", used, 25 * 3600)
end
return 0
