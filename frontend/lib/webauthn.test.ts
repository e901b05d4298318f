import { describe, expect, it } from "vitest";
import { readCreation, readRequest, toBytes, toText } from "./webauthn";

describe("bytes and text", () => {
  it("come back as they went, for every byte", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);

    expect(toBytes(toText(bytes.buffer))).toEqual(bytes);
  });

  it("use the alphabet of URLs, without padding", () => {
    expect(toText(Uint8Array.from([251, 255, 254, 1]).buffer)).toBe("-__-AQ");
  });
});

describe("options from the server", () => {
  it("carry bytes where the browser wants bytes", () => {
    const options = readRequest({ publicKey: { challenge: "AQID", allowCredentials: [{ id: "BA", type: "public-key" }] } });

    expect(options.challenge).toEqual(Uint8Array.from([1, 2, 3]));
    expect(options.allowCredentials?.[0]?.id).toEqual(Uint8Array.from([4]));
  });

  it("ask a passkey to know its owner and to check them, and a security key not to", () => {
    const publicKey = { challenge: "AQID", user: { id: "BA", name: "noor", displayName: "Noor" } };

    const passkey = readCreation({ publicKey }, true).authenticatorSelection;
    const key = readCreation({ publicKey }, false).authenticatorSelection;

    expect(passkey).toEqual({ residentKey: "required", requireResidentKey: true, userVerification: "required" });
    expect(key).toEqual({ residentKey: "discouraged", requireResidentKey: false });
  });
});
