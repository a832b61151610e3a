import { type Configuration, configurationFrom } from "../../provider/configuration";

const key = "123-abc";
type Values = { [name: string]: string };

const from = (settings: Values, environment: Values = {}) =>
  configurationFrom((name) => settings[name.replace("squarecloud:", "")], environment);

const configured = (settings: Values, environment?: Values): Configuration => {
  const configuration = from(settings, environment);
  if (Array.isArray(configuration)) throw new Error(JSON.stringify(configuration));
  return configuration;
};

test("what nobody sets has its default", () => {
  expect(configured({ apiKey: key })).toEqual({
    apiKey: key,
    baseUrl: new URL("https://api.squarecloud.app"),
    requestsPerMinute: 30,
    clockRate: 1,
    isClockRateIgnored: false,
  });
});

test("the environment counts where the stack has none", () => {
  const environment = { SQUARECLOUD_API_KEY: "456-env", SQUARECLOUD_BASE_URL: "https://env.example" };
  expect(configured({}, environment)).toMatchObject({
    apiKey: "456-env",
    baseUrl: new URL("https://env.example"),
  });
  expect(configured({ apiKey: key, baseUrl: "https://stack.example" }, environment)).toMatchObject({
    apiKey: key,
    baseUrl: new URL("https://stack.example"),
  });
});

test("a key is trimmed", () => {
  expect(configured({ apiKey: ` ${key}\n` }).apiKey).toBe(key);
});

test.each([{}, { apiKey: "  " }])("without a key (%j) all three ways to give it are told", (settings) => {
  expect(from(settings)).toEqual([
    {
      name: "squarecloud:apiKey",
      reason: expect.stringMatching(
        /pulumi config set --secret squarecloud:apiKey.*SQUARECLOUD_API_KEY.*new squarecloud\.Provider\(/,
      ),
    },
  ]);
});

test.each(["a b", "ä-1", "a\nb"])("a key such as %j is refused, and not repeated", (apiKey) => {
  const problems = from({ apiKey });
  expect(problems).toMatchObject([{ name: "squarecloud:apiKey" }]);
  expect(JSON.stringify(problems)).not.toContain(JSON.stringify(apiKey).slice(1, -1));
});

test.each([
  { baseUrl: "http://api.squarecloud.app", reason: "must be https" },
  { baseUrl: "http://localhost.example.com", reason: "must be https" },
  { baseUrl: "http://127.0.0.1.example.com", reason: "must be https" },
  { baseUrl: "http://10.0.0.1", reason: "must be https" },
  { baseUrl: "https://user:secret@api.example", reason: "user name or password" },
  { baseUrl: "https://user@api.example", reason: "user name or password" },
  { baseUrl: "ftp://api.example", reason: "must be an https URL" },
  { baseUrl: "file:///etc/passwd", reason: "must be an https URL" },
  { baseUrl: "api.squarecloud.app", reason: "is not a URL" },
  { baseUrl: "", reason: "is not a URL" },
])("the address $baseUrl is refused: $reason", ({ baseUrl, reason }) => {
  const problems = from({ apiKey: key, baseUrl });
  expect(problems).toEqual([{ name: "squarecloud:baseUrl", reason: expect.stringContaining(reason) }]);
  expect(JSON.stringify(problems)).not.toContain("secret@");
});

test.each(["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:1", "https://other.example"])(
  "the address %s is taken",
  (baseUrl) => {
    expect(configured({ apiKey: key, baseUrl }).baseUrl.origin).toBe(baseUrl);
  },
);

test.each(["0", "-1", "1.5", "many", "NaN", "Infinity"])("%s requests per minute are refused", (requests) => {
  expect(from({ apiKey: key, requestsPerMinute: requests })).toMatchObject([
    { name: "squarecloud:requestsPerMinute" },
  ]);
});

test("another number of requests per minute is taken", () => {
  expect(configured({ apiKey: key, requestsPerMinute: "120" }).requestsPerMinute).toBe(120);
});

test("everything that is wrong is told at once", () => {
  const problems = from({ baseUrl: "nonsense", requestsPerMinute: "0" });
  expect(problems).toMatchObject([
    { name: "squarecloud:apiKey" },
    { name: "squarecloud:baseUrl" },
    { name: "squarecloud:requestsPerMinute" },
  ]);
});

test.each([
  { baseUrl: "http://127.0.0.1:1", rate: "60", clockRate: 60, isClockRateIgnored: false },
  { baseUrl: "https://localhost", rate: "0.5", clockRate: 0.5, isClockRateIgnored: false },
  { baseUrl: "https://api.squarecloud.app", rate: "60", clockRate: 1, isClockRateIgnored: true },
  { baseUrl: "https://127.0.0.1.example.com", rate: "60", clockRate: 1, isClockRateIgnored: true },
  { baseUrl: "http://127.0.0.1:1", rate: "0", clockRate: 1, isClockRateIgnored: false },
  { baseUrl: "http://127.0.0.1:1", rate: "-3", clockRate: 1, isClockRateIgnored: false },
  { baseUrl: "http://127.0.0.1:1", rate: "fast", clockRate: 1, isClockRateIgnored: false },
])(
  "a clock rate of $rate for $baseUrl is $clockRate, ignored: $isClockRateIgnored",
  ({ baseUrl, rate, ...expected }) => {
    expect(configured({ apiKey: key, baseUrl }, { SQUARECLOUD_CLOCK_RATE: rate })).toMatchObject(expected);
  },
);
