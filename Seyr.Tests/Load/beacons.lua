-- Beacons as browsers send them through a proxy, for wrk:
--   wrk -s beacons.lua http://127.0.0.1:8080/i -- SEED
-- A seed gives the same requests each time, so that two servers can be asked the same. All of them are made before the
-- load begins: while it runs, the script only hands out the next string.
-- Each visitor has an address and a browser of its own and two page views: the one that it came with, and one more.

local domain = "load.example"
local visitors = 50000
local pages = 3000

local requests = {}
local count = 0
local at = 0

local function pick(list)
  return list[math.random(#list)]
end

-- Some three hundred, from the versions of the browsers that most people have.
local function make_agents()
  local agents = {}
  local function add(form, ...)
    agents[#agents + 1] = string.format(form, ...)
  end
  local webkit = "AppleWebKit/537.36 (KHTML, like Gecko)"
  local phones = { "Pixel 7", "Pixel 8 Pro", "SM-S911B", "SM-A546B", "2201116SG", "CPH2483", "K" }
  for version = 110, 139 do
    add("Mozilla/5.0 (Windows NT 10.0; Win64; x64) %s Chrome/%d.0.0.0 Safari/537.36", webkit, version)
    add("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) %s Chrome/%d.0.0.0 Safari/537.36", webkit, version)
    add("Mozilla/5.0 (X11; Linux x86_64) %s Chrome/%d.0.0.0 Safari/537.36", webkit, version)
    add("Mozilla/5.0 (Windows NT 10.0; Win64; x64) %s Chrome/%d.0.0.0 Safari/537.36 Edg/%d.0.0.0", webkit, version, version)
    add("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:%d.0) Gecko/20100101 Firefox/%d.0", version, version)
    add("Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%d.0", version, version)
    for phone = 1, 3 do
      add("Mozilla/5.0 (Linux; Android %d; %s) %s Chrome/%d.0.0.0 Mobile Safari/537.36",
        10 + version % 5, phones[(version + phone) % #phones + 1], webkit, version)
    end
  end
  for major = 15, 18 do
    for minor = 0, 6 do
      add("Mozilla/5.0 (iPhone; CPU iPhone OS %d_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.%d Mobile/15E148 Safari/604.1",
        major, minor, major, minor)
      add("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.%d Safari/605.1.15", major, minor)
    end
  end
  return agents
end

local function make_pages()
  local words = { "notes", "garden", "winter", "bread", "river", "camera", "history", "letters", "kitchen", "travel", "music", "paper" }
  local made = { "/" }
  for number = 2, pages do
    made[number] = string.format("/%s/%s-%s-%d", pick(words), pick(words), pick(words), number)
  end
  return made
end

local function make_referrers()
  local made = {
    "https://www.google.com/", "https://www.google.de/", "https://www.bing.com/", "https://duckduckgo.com/", "https://t.co/",
    "https://www.facebook.com/", "https://www.linkedin.com/", "https://news.ycombinator.com/", "https://www.reddit.com/", "https://github.com/",
  }
  for number = 1, 90 do
    made[#made + 1] = string.format("https://forum%d.example/threads/%d", number % 30, number * 17)
  end
  return made
end

-- Three addresses in four are of IPv4, from the networks of the whole world.
local function make_address(number)
  if number % 4 == 0 then
    return string.format("2%03x:%x:%x::%x", math.random(0x400, 0xa0f), math.random(1, 0xffff), math.random(0, 0xffff), number)
  end
  return string.format("%d.%d.%d.%d", math.random(11, 99), math.random(0, 255), math.random(0, 255), math.random(1, 254))
end

local function make_request(address, agent, page, referrer)
  local url = "https://" .. domain .. page
  local body = string.format('{"n":"pageview","u":"%s","d":"%s","r":%s}', url, domain, referrer and '"' .. referrer .. '"' or "null")
  return wrk.format("POST", "/i", {
    ["Host"] = "stats.example",
    ["User-Agent"] = agent,
    ["Content-Type"] = "text/plain;charset=UTF-8",
    ["Accept"] = "*/*",
    ["Accept-Language"] = "en-GB,en;q=0.9",
    ["Accept-Encoding"] = "gzip, deflate, br, zstd",
    ["Origin"] = "https://" .. domain,
    ["Referer"] = "https://" .. domain .. "/",
    ["Sec-Fetch-Site"] = "cross-site",
    ["Sec-Fetch-Mode"] = "no-cors",
    ["Sec-Fetch-Dest"] = "empty",
    ["X-Forwarded-For"] = address,
  }, body)
end

function init(args)
  math.randomseed(tonumber(args[1]) or 1)
  if args[2] then
    local pause = tonumber(args[2])
    -- Milliseconds that a connection waits before its next request: the load is less than all that the server can take.
    function delay()
      return pause
    end
  end
  local agents, paths, referrers = make_agents(), make_pages(), make_referrers()
  for number = 1, visitors do
    local address, agent = make_address(number), pick(agents)
    local landing = pick(paths)
    if number % 10 == 0 then
      landing = landing .. string.format("?utm_source=newsletter&utm_medium=email&utm_campaign=issue-%d", math.random(40))
    end
    requests[number] = make_request(address, agent, landing, number % 3 > 0 and pick(referrers) or nil)
    requests[visitors + number] = make_request(address, agent, pick(paths), nil)
  end
  count = #requests
end

function request()
  at = at % count + 1
  return requests[at]
end

-- One line for the runner: requests answered, seconds, answers that were not 2xx or 3xx, broken connections, p50 and p99 in ms.
function done(summary, latency)
  local errors = summary.errors
  print(string.format("figures %d %.3f %d %d %.3f %.3f", summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
