import type { BuildOptions } from 'esbuild';

export function bundleOptions(): Promise<BuildOptions>;
export function constructOptions(): BuildOptions;
