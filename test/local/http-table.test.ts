import { createSiteServer } from '../../lambda/local/site-server.ts';
import { holdsHttpTable } from '../support/http-table.ts';

holdsHttpTable('linefeed dev', async (store) => {
  const { listen, close } = createSiteServer({ store });
  return { address: await listen(0), close };
});
