# What a developer runs. CI runs .ci/run, which calls these.
GO ?= go
DOCS_DATE ?= $(shell date +%F)

.PHONY: build test golden lint fmt fuzz bench nixos disks disko-examples options check

build: ## the binary, as bin/panther
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/panther ./cmd/panther

test: ## every test that needs nothing but Go and git
	$(GO) test ./...

golden: ## renders the reference fleet and rewrites every expected output, beginning with what panther has ready
	PANTHER_UPDATE=1 $(GO) test ./internal/builtin
	$(GO) run ./cmd/panther gen --prune
	PANTHER_UPDATE=1 $(GO) test ./...

lint: ## what a reviewer should not have to say
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "run: make fmt"; exit 1; }
	$(GO) vet ./...

fmt: ## formats the Go files
	gofmt -w .

FUZZTIME ?= 20s
fuzz: ## each fuzz target for FUZZTIME
	@for target in $$(grep -rho 'func Fuzz[A-Za-z]*' --include='*_test.go' . | sed 's/func //' | sort -u); do \
		package=$$(grep -rl "func $$target(" --include='*_test.go' . | head -n 1 | xargs dirname); \
		echo "== $$target in $$package"; \
		$(GO) test "$$package" -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x || exit 1; \
	done

bench: ## fleets of 1 to 10,000 hosts against cp -r of what they render
	$(GO) run ./internal/bench

nixos: ## the proof in the real NixOS module system: PANTHER_NIXOS_SRC and PANTHER_NIXOS_EVAL name its sources and judge
	$(GO) test ./internal/nixosproof -run TestNixOS -timeout 80m -count=1 -v

disks: ## every pair of choices about disks, evaluated and carried out by disko in a virtual machine; needs what nixos needs
	$(GO) test ./internal/nixosproof -run TestDisks -timeout 180m -count=1 -v

OPTIONS ?=
DISKO ?=
NIXPKGS_LIB ?=
disko-examples: ## disko's own examples against manifests that say the same: DISKO names a checkout of disko, NIXPKGS_LIB nixpkgs' folder lib
	@test -n "$(DISKO)" -a -n "$(NIXPKGS_LIB)" || { echo "run: make disko-examples DISKO=<checkout> NIXPKGS_LIB=<checkout of nixpkgs>/lib"; exit 2; }
	PANTHER_UPDATE=1 PANTHER_REQUIRE=nix PANTHER_DISKO="$(abspath $(DISKO))" PANTHER_NIXPKGS_LIB="$(abspath $(NIXPKGS_LIB))" $(GO) test ./internal/storage -run TestDisko -count=1 -v

options: ## the embedded indexes of options: OPTIONS names a folder of options.json files (docs/options.md)
	@test -n "$(OPTIONS)" || { echo "run: make options OPTIONS=<folder of options.json files>"; exit 2; }
	$(GO) run ./internal/options/build -options "$(OPTIONS)"

check: lint test ## before a push
	$(GO) run ./cmd/panther check
