import type { BuildOptions, Plugin } from 'esbuild';

export function bundleOptions(): Promise<BuildOptions>;
export function constructOptions(): BuildOptions;
export function rendererVersion(plugins?: Plugin[]): Promise<string>;
