import { holdsHttpTable } from '../support/http-table.ts';
import { startCdn } from './cdn.ts';
import { synthesise } from './synth.ts';

holdsHttpTable('the CDN of the template', (site) => startCdn(synthesise().template, site));
