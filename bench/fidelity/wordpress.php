<?php
// A throw-away WordPress: reads requests, one of JSON a line, and answers each with a line of JSON.
// Arguments: socket of the database, empty folder for uploads.
[, $socket, $folder] = $argv;
const DB_NAME = 'wordpress', DB_USER = 'root', DB_PASSWORD = '', DB_CHARSET = 'utf8mb4', DB_COLLATE = '';
define('DB_HOST', "localhost:$socket");
define('WP_CONTENT_DIR', $folder);
const WP_LANG_DIR = '/usr/share/wordpress/wp-content/languages';
// No network, no errors as text, no jobs in the background.
const ABSPATH = '/usr/share/wordpress/', WP_HOME = 'https://blog.example', WP_SITEURL = WP_HOME, WP_HTTP_BLOCK_EXTERNAL = true, DISABLE_WP_CRON = true, WP_DEBUG = false, WP_INSTALLING = true;
$table_prefix = 'wp_';
$_SERVER['HTTP_HOST'] = 'blog.example';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
mysqli_query(mysqli_connect('localhost', DB_USER, '', null, 0, $socket), 'CREATE DATABASE ' . DB_NAME);
$output = fopen('php://stdout', 'w');
ob_start();
require ABSPATH . 'wp-settings.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
require ABSPATH . 'wp-admin/includes/export.php';

/** In place of the providers, which need a network: those whose players Linefeed knows. */
add_filter('pre_oembed_result', function ($result, $url) {
    if (preg_match('~(?:youtube\.com/watch\?v=|youtu\.be/)([\w-]+)~', $url, $found)) return "<iframe src=\"https://www.youtube.com/embed/$found[1]\"></iframe>";
    if (preg_match('~vimeo\.com/(\d+)~', $url, $found)) return "<iframe src=\"https://player.vimeo.com/video/$found[1]\"></iframe>";
    return $result;
}, 10, 2);
// As themes of the last ten years ask for.
add_theme_support('html5', ['caption', 'gallery', 'script', 'style']);
// Galleries with the files themselves: small copies and the pages of files are not imported.
add_filter('image_downsize', function ($found, $id) {
    $url = wp_get_attachment_url($id);
    return preg_match('~\.(?:jpe?g|png|gif|webp|avif)$~i', $url) ? [$url, 0, 0, false] : $found;
}, 10, 2);
add_filter('wp_get_attachment_link', fn ($html) => preg_replace('~</?a\b[^>]*>~', '', $html));
// Characters instead of pictures of them.
remove_filter('the_content_feed', 'wp_staticize_emoji');
add_filter('pre_wp_mail', '__return_false');

/** Posts as `wp_insert_post` takes them, with `categories`, `tags` and `meta`. */
function insert(array $post): void {
    $id = wp_insert_post(wp_slash(['import_id' => $post['ID'] ?? 0] + array_diff_key($post, ['ID' => 0, 'categories' => 0, 'tags' => 0, 'meta' => 0])), true);
    if (is_wp_error($id)) throw new RuntimeException($id->get_error_message());
    foreach (['categories' => 'category', 'tags' => 'post_tag'] as $name => $taxonomy) {
        $ids = array_map(fn ($term) => (int) (term_exists($term, $taxonomy) ?: wp_insert_term(wp_slash($term), $taxonomy))['term_id'], $post[$name] ?? []);
        if (isset($post[$name])) wp_set_object_terms($id, $ids, $taxonomy);
    }
    foreach ($post['meta'] ?? [] as $key => $value) update_post_meta($id, $key, wp_slash($value));
}

/** The items of an export. */
function posts_of(string $file): iterable {
    foreach (simplexml_load_file($file, null, LIBXML_NOCDATA | LIBXML_PARSEHUGE)->channel->item as $item) {
        $spaces = $item->getNamespaces(true) + $item->getDocNamespaces();
        $wp = $item->children($spaces['wp']);
        $terms = ['category' => [], 'post_tag' => []];
        foreach ($item->category as $category) $terms[(string) $category['domain']][] = html_entity_decode((string) $category);
        $meta = [];
        foreach ($wp->postmeta as $each) $meta[(string) $each->meta_key] = maybe_unserialize((string) $each->meta_value);
        yield [
            'ID' => (int) $wp->post_id, 'post_title' => (string) $item->title, 'guid' => (string) $item->guid, 'post_name' => (string) $wp->post_name,
            'post_content' => (string) $item->children($spaces['content'])->encoded,
            'post_excerpt' => (string) $item->children($spaces['excerpt'] ?? 'none')->encoded,
            'post_date' => (string) $wp->post_date, 'post_date_gmt' => (string) $wp->post_date_gmt, 'post_status' => (string) $wp->status,
            'post_parent' => (int) $wp->post_parent, 'menu_order' => (int) $wp->menu_order, 'post_type' => (string) $wp->post_type,
            'post_password' => (string) $wp->post_password, 'post_mime_type' => wp_check_filetype((string) $wp->attachment_url)['type'] ?: '',
            'categories' => array_unique($terms['category']), 'tags' => array_unique($terms['post_tag']), 'meta' => $meta,
            'link' => (string) $item->link, 'url' => (string) $wp->attachment_url,
        ];
    }
}

/** What the feed says of each published post. */
function entries(): array {
    wp_set_current_user(0);
    $entries = [];
    query_posts(['feed' => 'rss2', 'posts_per_rss' => 1_000_000, 'post_status' => 'publish']);
    while (have_posts()) {
        the_post();
        $terms = fn ($taxonomy) => array_map(fn ($term) => html_entity_decode($term->name, ENT_QUOTES | ENT_HTML5), get_the_terms(get_the_ID(), $taxonomy) ?: []);
        $entries[] = [
            'id' => get_the_ID(), 'guid' => get_the_guid(), 'url' => get_permalink(), 'title' => html_entity_decode(get_the_title_rss(), ENT_QUOTES | ENT_HTML5),
            'date' => get_post_time('Y-m-d\TH:i:s\Z', true), 'categories' => [...$terms('category'), ...$terms('post_tag')], 'html' => get_the_content_feed('rss2'),
            'protected' => post_password_required(),
        ];
    }
    return $entries;
}

/** As a blog of this language, of which the translation may be installed (Debian package wordpress-l10n). */
function speak(string $locale): void {
    update_option('WPLANG', $locale);
    $GLOBALS['locale'] = $locale;
    load_default_textdomain($locale);
    wptexturize('', true);
}

$answers = [
    'install' => function (array $options) {
        wp_install($options['title'] ?? 'Field Notes', 'ada', 'ada@blog.example', true, '', 'ada');
        // Else options are not read from the database again.
        wp_installing(false);
        wp_cache_flush();
        foreach (get_posts(['post_type' => 'any', 'numberposts' => -1, 'post_status' => 'any']) as $post) wp_delete_post($post->ID, true);
        foreach ($options['options'] ?? [] as $name => $value) update_option($name, $value);
        $GLOBALS['wp_rewrite']->init();
        create_initial_taxonomies();
        smilies_init();
        if (isset($options['language'])) speak($options['language']);
        wp_set_current_user(1);
        kses_remove_filters();
        return $GLOBALS['wp_version'];
    },
    'insert' => fn (array $posts) => array_walk($posts, fn ($post) => insert($post)),
    'load' => function (string $file) {
        $files = $links = [];
        $language = (string) simplexml_load_file($file, null, LIBXML_PARSEHUGE)->channel->language;
        $locales = preg_grep('~^' . preg_quote(strtr($language, '-', '_')) . '~i', get_available_languages(WP_LANG_DIR));
        if ($locales) speak(reset($locales));
        foreach (posts_of($file) as $post) {
            if (!in_array($post['post_type'], ['post', 'attachment'])) continue;
            if ($post['url'] !== '') $files[$post['ID']] = $post['url'];
            $links[$post['ID']] = $post['link'];
            insert(array_diff_key($post, ['link' => 0, 'url' => 0]));
        }
        add_filter('wp_get_attachment_url', fn ($url, $id) => $files[$id] ?? $url, 10, 2);
        // The export names the addresses, not the rule that makes them.
        add_filter('post_link', fn ($url, $post) => $links[$post->ID] ?? $url, 10, 2);
        return true;
    },
    'render' => fn (array $contents) => array_map(fn ($content) => apply_filters('the_content', $content), $contents),
    'entries' => fn () => entries(),
    'feed' => function () {
        wp_set_current_user(0);
        wp('feed=rss2');
        ob_start();
        require ABSPATH . 'wp-includes/feed-rss2.php';
        return ob_get_clean();
    },
    'export' => function (string $file) {
        ob_start(fn ($part) => (file_put_contents($file, $part, FILE_APPEND) ? '' : ''), 1 << 16);
        export_wp(['content' => 'all']);
        ob_end_clean();
        return true;
    },
];
while (($line = fgets(STDIN)) !== false) {
    [$name, $argument] = json_decode($line, true);
    fwrite($output, json_encode($answers[$name]($argument), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR) . "\n");
}
