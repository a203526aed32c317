/** As `FORMAT_VERSION`, for pages and OPML. */
export const PAGE_VERSION = 4;
