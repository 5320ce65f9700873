package render_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The rules of the firewall follow from the interface: the body only says where they stand.
func TestFirewallRules(t *testing.T) {
	const iface = `
options:
  lan: { type: list, of: interfaceName, description: Links. }
  vpn: { type: list, of: interfaceName, description: Links. }
  open: { type: bool, default: true, description: Whether. }
  port: { type: port, default: 80, description: A port. }
  secure: { type: bool, default: true, description: Whether. }
  admin:
    type: object
    description: The administration.
    fields: { enable: { type: bool, default: false, description: Whether. }, port: { type: port, default: 81, description: A port. } }
ports:
`
	for _, c := range []struct{ name, ports, want string }{
		{"one port", "  - { name: a, port: port, open: lan }", `
    networking.firewall.interfaces = lib.genAttrs cfg.lan (_: {
      allowedTCPPorts = [ cfg.port ];
    });
`},
		{"both protocols, and what NixOS itself opens", "  - { name: a, port: 53, protocol: [tcp, udp], open: lan }\n  - { name: b, port: port, open: open }", `
    networking.firewall.interfaces = lib.genAttrs cfg.lan (_: {
      allowedTCPPorts = [ 53 ];
      allowedUDPPorts = [ 53 ];
    });
`},
		{"switches, and the number as NixOS has it", "  - { name: a, port: 80, open: lan }\n  - { name: b, port: 443, open: lan, when: { secure: true } }\n" +
			"  - { name: c, port: admin.port, config: services.x.adminPort, open: lan, when: { admin.enable: true, secure: true } }", `
    networking.firewall.interfaces = lib.genAttrs cfg.lan (_: {
      allowedTCPPorts = lib.mkMerge [
        [ 80 ]
        (lib.mkIf cfg.secure [ 443 ])
        (lib.mkIf cfg.admin.enable (lib.mkIf cfg.secure [ config.services.x.adminPort ]))
      ];
    });
`},
		{"interfaces of two options", "  - { name: a, port: port, open: lan }\n  - { name: b, port: admin.port, protocol: udp, open: vpn }", `
    networking.firewall.interfaces = lib.mkMerge [
      (lib.genAttrs cfg.lan (_: {
        allowedTCPPorts = [ cfg.port ];
      }))
      (lib.genAttrs cfg.vpn (_: {
        allowedUDPPorts = lib.mkIf cfg.admin.enable [ cfg.admin.port ];
      }))
    ];
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, diags := renderer(t).Module(module(t, "services/x", iface+c.ports+"\n", "{{ firewall }}\n\nservices.x.enable = true;\n"))
			require.Empty(t, diags)
			_, config, found := strings.Cut(string(text), "config = lib.mkIf cfg.enable {")
			require.True(t, found)
			assert.Equal(t, c.want+"\n    services.x.enable = true;\n  };\n}\n", config)
		})
	}
}
