import { isPartial, partial } from "../../provider/partial";

test("a partial resource holds all that is known, and nothing that is undefined", () => {
  const error = partial(
    "databases/x/y",
    { __provider: "code", url: undefined, size: 0 },
    "it is not finished",
  );
  expect(error).toMatchObject({
    id: "databases/x/y",
    message: "it is not finished",
    reasons: ["it is not finished"],
  });
  expect(Object.entries(error.properties)).toEqual([
    ["__provider", "code"],
    ["size", 0],
  ]);
});

test("only what stores a resource is a partial one", () => {
  expect(isPartial(partial("id", {}, "why"))).toBe(true);
  expect(isPartial(new Error("why"))).toBe(false);
});
