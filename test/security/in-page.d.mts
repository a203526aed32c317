export function settled(): Promise<void>;
export function insertAll(texts: string[]): { armed: string[]; clobbered: string[] };
export function htmlIn(text: string): string[];
