/** The protocol under random histories, in two files that run concurrently. `npm run simulate` runs more. */
import { endsRight } from './seeds.ts';

endsRight(1, 1500);
