/** The expected content of THIRD_PARTY_NOTICES. */
export function notices(): Promise<string>;
