/** The protocol under random histories, in two files so that they run at once. `npm run simulate` runs more. */
import { endsRight } from './seeds.ts';

endsRight(1, 1500);
