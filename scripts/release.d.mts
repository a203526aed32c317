export function nextVersion(current: string, wanted: string | undefined): string;
export function datedChangelog(changelog: string, version: string, day: string): string;
