/** The posts that `jekyll` renders, without layouts. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reference } from './item.ts';
import { inScratch, itemsOf, OWN, tool } from './tool.ts';

/** Writes a configuration with the plugins that Ruby can load, and prints the others. */
const JEKYLL_CONFIG = `
require 'jekyll'
config = Jekyll.configuration('quiet' => true)
found, absent = Array(config['plugins']).partition { |name| begin require name; true; rescue LoadError; false; end }
plugins = [File.join(config['source'], config['plugins_dir']), ARGV[1]]
none = File.join(ARGV[1], 'none')
File.write(ARGV[0], { 'plugins' => found, 'theme' => nil, 'layouts_dir' => none, 'plugins_dir' => plugins }.to_yaml)
print absent.join(', ')
`;

export async function byJekyll(folder: string): Promise<Reference> {
  return inScratch(async (scratch) => {
    const [overlay, out, plugins] = [join(scratch, 'overlay.yml'), join(scratch, 'out.jsonl'), join(scratch, 'plugins')];
    await mkdir(plugins);
    await cp(join(OWN, 'jekyll.rb'), join(plugins, 'fidelity.rb'));
    const env = { JEKYLL_ENV: 'production', JEKYLL_NO_BUNDLER_REQUIRE: 'true', FIDELITY_OUT: out };
    const version = (await tool('jekyll', ['--version'], scratch, env)).stdout.trim();
    const { stdout: absent } = await tool('ruby', ['-e', JEKYLL_CONFIG, overlay, plugins], folder, env);
    const config = ['_config.yml', '_config.yaml', '_config.toml'].map((name) => join(folder, name)).find((file) => existsSync(file));
    const configs = [...(config ? [config] : []), overlay].join(',');
    const [site, cache] = [join(scratch, 'site'), '--disable-disk-cache'];
    await tool('jekyll', ['build', '-q', cache, '--destination', site, '--config', configs], folder, env);
    const name = `${version}${absent === '' ? '' : ` without ${absent}`}`;
    return { name, items: itemsOf(await readFile(out, 'utf8')), isComplete: true };
  });
}
