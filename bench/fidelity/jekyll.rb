# A plugin: writes each written document of posts and collections, without layouts, as a line of JSON.
require 'cgi'
require 'json'

# A post with a tag of a plugin that is not installed ends a build: it is left out of the comparison instead.
module FidelityRenderer
  def render_liquid(content, *rest)
    super
  rescue StandardError => error
    document.data['fidelity_failed'] = error.message
    ''
  end
end
Jekyll::Renderer.prepend(FidelityRenderer)

Jekyll::Hooks.register :site, :post_write do |site|
  smart = site.find_converter_instance(Jekyll::Converters::SmartyPants)
  File.open(ENV.fetch('FIDELITY_OUT'), 'w') do |file|
    site.collections.each do |label, collection|
      next unless collection.write?

      collection.docs.each do |doc|
        next if doc.asset_file? || !doc.write?

        terms = label == 'posts' ? Array(doc.data['categories']) + Array(doc.data['tags']) : []
        item = {
          source: doc.path.delete_prefix("#{Dir.pwd}/"),
          url: "#{site.config['url']}#{site.config['baseurl']}#{doc.url}",
          title: CGI.unescapeHTML(smart.convert(doc.data['title'].to_s)),
          date: doc.date.to_time.utc.strftime('%Y-%m-%dT%H:%M:%SZ'),
          isPost: label == 'posts'
        }
        item[:html] = doc.content unless doc.data['fidelity_failed']
        item[:failed] = doc.data['fidelity_failed']
        item[:categories] = terms.map(&:to_s) if label == 'posts'
        file.puts(JSON.generate(item))
      end
    end
  end
end
