# What every snippet of the tests of Sidekiq's pages starts with: a browser of them.
require_relative 'sidekiq_prelude'
require 'rack/mock'
require 'sidekiq/web'

# Asks Sidekiq's pages as a browser does, with its session and the token of its forms.
class Browser
  def initialize
    @rack = Rack::MockRequest.new(Sidekiq::Web.new)
    @session = {}
  end

  # A page's status and text.
  def get(path)
    page = @rack.get(path, 'rack.session' => @session)
    [page.status, page.body.dup.force_encoding(Encoding::UTF_8)]
  end

  # Presses a button of a form: the answer's status.
  def post(path, form)
    # A token holds once. Newer pages look at where the form came from instead.
    token = get('/busy').last[/name='authenticity_token' value='([^']*)'/, 1]
    @rack.post(path, 'rack.session' => @session, 'HTTP_SEC_FETCH_SITE' => 'same-origin',
                     params: form.merge('authenticity_token' => token)).status
  end
end
BROWSER = Browser.new

# For each path: the path, its status, and which of the texts its page lacks. What went wrong inside goes to the log.
def pages(paths)
  paths.each do |path, texts|
    status, page = BROWSER.get(path)
    puts [path, status, *Array(texts).reject { |text| page.include?(text) }].join(' ')
  end
end
