import { expect, test } from "vitest";
import { fromGps, fromMap, readPosition, said } from "./place";

const words = { looking: "", found: "within {metres} m", refused: "", pinned: "pinned", removed: "", no_map: "" };

test("a position from the device keeps its accuracy in whole metres", () => {
  expect(fromGps({ longitude: -97.13841234567, latitude: 49.895, accuracy: 12.7 })).toEqual({ lon: -97.138412, lat: 49.895, accuracy: 13 });
});

test("a longitude past the date line comes back", () => {
  expect(fromMap(-457.1, 49).lon).toBe(-97.1);
  expect(fromMap(262.9, 49).lon).toBe(-97.1);
  expect(fromMap(-97.1, 49).lon).toBe(-97.1);
});

test("half a position is none", () => {
  expect(readPosition("-97.1", "", "")).toBeNull();
  expect(readPosition("x", "49", "")).toBeNull();
  expect(readPosition("0", "0", "")).toEqual({ lon: 0, lat: 0, accuracy: null });
});

test("what is said tells a pin from a measured position", () => {
  expect(said({ lon: 0, lat: 0, accuracy: null }, words, "fr")).toBe("pinned");
  expect(said({ lon: 0, lat: 0, accuracy: 12 }, words, "en")).toBe("within 12 m");
});
