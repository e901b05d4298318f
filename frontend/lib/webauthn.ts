// Between the JSON of WebAuthn (bytes as base64url, as the server writes them) and what the browser's functions take.
// Source: W3C Web Authentication Level 3, section 5.1. Written out since older phones lack `parse…OptionsFromJSON`.

type Json = Record<string, unknown>;

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function toText(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export interface CredentialId extends Json {
  id: string;
}

export interface RequestOptions {
  publicKey: Json & { challenge: string; allowCredentials?: CredentialId[] };
}

export interface CreationOptions {
  publicKey: Json & {
    challenge: string;
    user: Json & { id: string };
    authenticatorSelection?: Json;
    excludeCredentials?: CredentialId[];
  };
}

const withBytes = (list: CredentialId[] | undefined): PublicKeyCredentialDescriptor[] =>
  (list ?? []).map((item) => ({ ...item, id: toBytes(item.id) }) as unknown as PublicKeyCredentialDescriptor);

export function readRequest({ publicKey }: RequestOptions): PublicKeyCredentialRequestOptions {
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: withBytes(publicKey.allowCredentials),
  };
}

// `passwordless`: the key itself knows whose it is and asks for a finger, a face or a code.
export function readCreation({ publicKey }: CreationOptions, passwordless: boolean): PublicKeyCredentialCreationOptions {
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials),
    authenticatorSelection: {
      ...publicKey.authenticatorSelection,
      residentKey: passwordless ? "required" : "discouraged",
      requireResidentKey: passwordless,
      ...(passwordless ? { userVerification: "required" } : {}),
    },
  } as unknown as PublicKeyCredentialCreationOptions;
}

export function writeCredential(credential: PublicKeyCredential): Json {
  const { response } = credential;
  const answer: Json = { clientDataJSON: toText(response.clientDataJSON) };
  if (response instanceof AuthenticatorAssertionResponse) {
    answer["authenticatorData"] = toText(response.authenticatorData);
    answer["signature"] = toText(response.signature);
    answer["userHandle"] = response.userHandle ? toText(response.userHandle) : null;
  } else if (response instanceof AuthenticatorAttestationResponse) {
    answer["attestationObject"] = toText(response.attestationObject);
    answer["transports"] = response.getTransports?.() ?? [];
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}
