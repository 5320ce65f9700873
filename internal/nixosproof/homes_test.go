package nixosproof

import "maps"

// What sensible, entryNames and leftOut say of homes.
func init() {
	maps.Copy(sensible, homeSamples)
	maps.Copy(entryNames, homeEntries)
	// without a key to sign with, git asks the agent for one
	leftOut["home.git.signing.key"] = func(host int) bool { return host%2 == 0 }
}

var homeSamples = map[string][]string{
	"home.terminal.opacity":                                  {"85", "40"},
	"home.git.email":                                         {"ada@example.org", "grace@example.org"},
	"home.git.aliases.*":                                     {"status --short", "'!f() { git log -1 \"$@\"; }; f'"},
	"home.git.identities.*.email":                            {"ada@work.example.org", "grace@work.example.org"},
	"home.git.identities.*.folder":                           {"~/work-{n}", "/srv/work-{n}"},
	"home.git.signing.allowedSigners[].email":                {"ada@example.org", "grace@example.org"},
	"home.git.signing.pinentry":                              {"!pkg pinentry-gnome3", "!pkg pinentry-qt"},
	"home.editor.colorScheme":                                {"habamax", "default"},
	"home.editor.languages":                                  {"[bash, c, go, lua, markdown, nix, python, rust, typescript, web, yaml]", "[nix]"},
	"home.development.languages":                             {"[bash, c, go, lua, markdown, nix, python, rust, typescript, web, yaml]", "[go, nix]"},
	"home.editor.leader":                                     {`","`, `"\\"`},
	"home.editor.lua":                                        {`"vim.o.wrap = false\n"`, `"print('${x}')\n"`},
	"home.editor.plugins":                                    {"[!pkg vimPlugins.vim-nix]", "[!pkg vimPlugins.vim-nix, !pkg vimPlugins.vim-sensible]"},
	"home.multiplexer.defaultLayout":                         {"compact", "one"},
	"home.multiplexer.theme":                                 {"catppuccin-mocha", "nord"},
	"home.multiplexer.layouts.*.tabs[].panes[].size":         {`"30%"`, `"12"`},
	"home.multiplexer.layouts.*.tabs[].panes[].panes[].size": {`"50%"`, `"7"`},
	"home.multiplexer.layouts.*.tabs[].panes[].args[]":       {`"--watch"`, `"a \"b\" \\ c"`},
	"home.terminal.theme":                                    {"catppuccin-mocha", "nord"},
	"home.shell.abbreviations.*":                             {"git status", "'echo \"$HOME\"'"},
	"home.shell.aliases.*":                                   {"git status", "ls -l"},
	"home.ssh.hosts.*.directives.*":                          {`"yes"`, `"no"`},
	"home.ssh.hosts.*.localForwards[].to":                    {`"localhost:80"`, `"db.example.org:5432"`},
	"home.ssh.hosts.*.identityFiles[]":                       {"~/.ssh/id_ed25519", "~/.ssh/work-{n}"},
	"home.ssh.includes[]":                                    {"config.d/*", "~/.ssh/other"},
	"home.ssh.hosts.*.hostName":                              {"web{n}.example.org", "192.0.2.7"},
	"home.ssh.hosts.*.user":                                  {"operator", "git"},
	"home.ssh.hosts.*.proxyJump":                             {"bastion.example.org", "ada@bastion.example.org:2222"},
	"home.xdg.apps.archive":                                  {"org.gnome.FileRoller.desktop", "org.kde.ark.desktop"},
	"home.xdg.apps.audio":                                    {"mpv.desktop", "vlc.desktop"},
	"home.xdg.apps.browser":                                  {"firefox.desktop", "chromium-browser.desktop"},
	"home.xdg.apps.editor":                                   {"nvim.desktop", "Helix.desktop"},
	"home.xdg.apps.fileManager":                              {"org.gnome.Nautilus.desktop", "thunar.desktop"},
	"home.xdg.apps.image":                                    {"org.gnome.Loupe.desktop", "imv.desktop"},
	"home.xdg.apps.mail":                                     {"thunderbird.desktop", "geary.desktop"},
	"home.xdg.apps.pdf":                                      {"org.pwmt.zathura.desktop", "org.gnome.Evince.desktop"},
	"home.xdg.apps.video":                                    {"mpv.desktop", "vlc.desktop"},
	"home.xdg.mimeApps.*[]":                                  {"nvim.desktop", "firefox.desktop"},
}

var homeEntries = map[string][]string{
	"home.git.aliases":            {"st", "last"},
	"home.ssh.hosts":              {"web1", "web2"},
	"home.ssh.hosts.*.directives": {"Compression", "BatchMode"},
	"home.xdg.mimeApps":           {"application/json", "text/x-go"},
}
