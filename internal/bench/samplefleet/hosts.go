package samplefleet

import "fmt"

// profiles are the fleet's own: one for each of the shapes that manifests have.
var profiles = map[string]string{
	"development": `description: Machines to develop on
extends: [hetzner]
services:
  podman: true
security:
  audit: true
`,
	"secondary": `description: Machines that take over
extends: [ovh]
services:
  podman: true
  monitoring: true
`,
	"staging": `description: Machines to try things on
extends: [vps]
services:
  tailscale: true
  monitoring: true
security:
  ssh: { fail2ban: { enable: true } }
`,
}

func (f Fleet) manifest(host int) string {
	person, other := host%f.people(), (host+1)%f.people()
	switch host % 3 {
	case 0:
		return development(host, person)
	case 1:
		return secondary(host, person, other)
	}
	return staging(host, person)
}

// development has the shape of the reference fleet's hetzner-cloud. The first of them watches the fleet.
func development(host, person int) string {
	monitoring := "true"
	if host == 0 {
		monitoring = "{ server: { enable: true, exposeGrafana: true } }"
	}
	return fmt.Sprintf(`description: Development server %[1]d
profile: development
stateVersion: "25.05"
tags: [server, development]
disks:
  main:
    device: /dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_1%08[1]d
    swap: %[3]dG
core:
  users:
    admin%[2]d: {}
services:
  tailscale: { authKey: /run/keys/tailscale }
  # the first host of the fleet watches the others
  monitoring: %[4]s
security:
  firewall: { tcp: [80, 443, %[5]d] }
home:
  admin%[2]d: { shell: true }
settings:
  boot.kernel.sysctl."fs.inotify.max_user_watches": %[6]d
`, host, person, 2+host%7, monitoring, 8000+host%999, 500000+host)
}

// secondary has the shape of ovh-cloud, with a second person on it.
func secondary(host, person, other int) string {
	return fmt.Sprintf(`description: Secondary server %[1]d
profile: secondary
stateVersion: "25.05"
tags: [server]
disks:
  main:
    device: /dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_2%08[1]d
    swap: %[4]dG
core:
  users:
    admin%[2]d: {}
    admin%[3]d: { admin: false, groups: [podman] }
services:
  tailscale: { authKey: /run/keys/tailscale }
home:
  admin%[2]d: { shell: true }
`, host, person, other, 4+host%5)
}

// staging has the shape of vps: static addresses, ext4, no home.
func staging(host, person int) string {
	return fmt.Sprintf(`description: Staging mirror %[1]d at a provider without a profile of its own
profile: staging
stateVersion: "25.05"
tags: [server, staging]
disks:
  main:
    device: /dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_3%08[1]d
    layout: ext4
    swap: %[3]dG
core:
  users:
    admin%[2]d: { shell: bash }
  networking:
    interfaces:
      wan:
        match: { mac: "52:54:00:00:%02[4]x:%02[5]x" }
        dhcp: none
        addresses: [10.%[4]d.%[5]d.10/24, "2001:db8:%[4]x:%[5]x::2/64"]
        gateway: 10.%[4]d.%[5]d.1
        gateway6: fe80::1
        dns: [9.9.9.9, "2620:fe::fe"]
`, host, person, 2+host%3, host/256, host%256)
}
