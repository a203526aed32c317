export function api(): string;
