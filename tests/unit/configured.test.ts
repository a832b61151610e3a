import { accountFor, problemsWith } from "../../provider/configured";

const config = (values: { [name: string]: string }) => ({
  get: (name: string) => values[name.replace("squarecloud:", "")],
});
const ours = { apiKey: "123-abc", baseUrl: "http://127.0.0.1:1" };

test("resources of one key and address share an account, and its limits", () => {
  const account = accountFor(config(ours));
  expect(accountFor(config({ ...ours, requestsPerMinute: "7" }))).toBe(account);
  expect(accountFor(config({ ...ours, apiKey: "123-other" }))).not.toBe(account);
  expect(accountFor(config({ ...ours, baseUrl: "http://127.0.0.1:2" }))).not.toBe(account);
});

test("what is wrong is told by check, and thrown where check has not been asked", () => {
  const wrong = config({ ...ours, baseUrl: "nonsense" });
  expect(problemsWith(config(ours))).toEqual([]);
  expect(problemsWith(wrong)).toMatchObject([{ name: "squarecloud:baseUrl" }]);
  expect(() => accountFor(wrong)).toThrow(/^squarecloud:baseUrl: is not a URL/);
});
