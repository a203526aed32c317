/** What THIRD_PARTY_NOTICES must hold. */
export function notices(): Promise<string>;
