import { describe, expect, it } from "vitest";
import { keyOf } from "./console";

const key = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, code: "", altKey: false, ctrlKey: false, metaKey: false, ...more });

describe("keys of the console", () => {
  it("Alt and a letter press a button, also while someone writes", () => {
    expect(keyOf(key("a", { altKey: true }), true)).toBe("a");
  });
  it("Option on a Mac makes another sign: the key's place tells", () => {
    expect(keyOf(key("å", { altKey: true, code: "KeyA" }), false)).toBe("a");
  });
  it("a question mark opens the list of keys, and is a sign like others for who writes", () => {
    expect(keyOf(key("?"), false)).toBe("?");
    expect(keyOf(key("?"), true)).toBe("");
  });
  it("letters alone and what the browser or the system use are left alone", () => {
    expect(keyOf(key("a"), false)).toBe("");
    expect(keyOf(key("a", { altKey: true, ctrlKey: true }), false)).toBe("");
  });
});
