# panther: rendered from the module home/xdg. (ae31d5f6c43dc046)
{ config, lib, ... }:
let
  cfg = config.panther.home.xdg;
  inherit (config.home) homeDirectory;
  types = {
    archive = [
      "application/gzip"
      "application/vnd.rar"
      "application/x-7z-compressed"
      "application/x-compressed-tar"
      "application/x-tar"
      "application/zip"
    ];
    audio = [
      "audio/aac"
      "audio/flac"
      "audio/mpeg"
      "audio/ogg"
      "audio/x-wav"
    ];
    browser = [
      "application/xhtml+xml"
      "text/html"
      "x-scheme-handler/about"
      "x-scheme-handler/http"
      "x-scheme-handler/https"
      "x-scheme-handler/unknown"
    ];
    editor = [
      "text/markdown"
      "text/plain"
    ];
    fileManager = [ "inode/directory" ];
    image = [
      "image/avif"
      "image/gif"
      "image/jpeg"
      "image/png"
      "image/svg+xml"
      "image/webp"
    ];
    mail = [ "x-scheme-handler/mailto" ];
    pdf = [ "application/pdf" ];
    video = [
      "video/mp4"
      "video/quicktime"
      "video/webm"
      "video/x-matroska"
    ];
  };
  apps = lib.filterAttrs (_: app: app != null) cfg.apps;
in
{
  options.panther.home.xdg = {
    enable = lib.mkEnableOption "the user's directories, and which program opens what";
    apps = {
      archive = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "org.gnome.FileRoller.desktop";
        description = "Program for archives.";
      };
      audio = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "mpv.desktop";
        description = "Program for sound.";
      };
      browser = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "firefox.desktop";
        description = "Program for web pages and links.";
      };
      editor = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "nvim.desktop";
        description = "Program for texts.";
      };
      fileManager = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "org.gnome.Nautilus.desktop";
        description = "Program for directories.";
      };
      image = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "org.gnome.Loupe.desktop";
        description = "Program for pictures.";
      };
      mail = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "thunderbird.desktop";
        description = "Program for mail addresses.";
      };
      pdf = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "org.pwmt.zathura.desktop";
        description = "Program for PDF documents.";
      };
      video = lib.mkOption {
        type = lib.types.nullOr lib.types.str;
        default = null;
        example = "mpv.desktop";
        description = "Program for videos.";
      };
    };
    desktop = lib.mkOption {
      type = lib.types.str;
      default = "Desktop";
      description = "Directory of what lies on the desktop, below the home directory.";
    };
    directories = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the directories below are made, and programs told of them.";
    };
    documents = lib.mkOption {
      type = lib.types.str;
      default = "Documents";
      description = "Directory of documents.";
    };
    download = lib.mkOption {
      type = lib.types.str;
      default = "Downloads";
      description = "Directory that browsers save to.";
    };
    mimeApps = lib.mkOption {
      type = lib.types.attrsOf (lib.types.listOf lib.types.str);
      default = { };
      example."application/json" = [ "nvim.desktop" ];
      description = "Programs for single MIME types, the first that is there being taken. As soon as a program is named here or above, the choice belongs to this configuration, and what programs ask to become is not kept.";
    };
    music = lib.mkOption {
      type = lib.types.str;
      default = "Music";
      description = "Directory of music.";
    };
    pictures = lib.mkOption {
      type = lib.types.str;
      default = "Pictures";
      description = "Directory of pictures.";
    };
    projects = lib.mkOption {
      type = lib.types.str;
      default = "Projects";
      description = "Directory of projects.";
    };
    publicShare = lib.mkOption {
      type = lib.types.str;
      default = "Public";
      description = "Directory that others may look into.";
    };
    templates = lib.mkOption {
      type = lib.types.str;
      default = "Templates";
      description = "Directory of templates for new documents.";
    };
    videos = lib.mkOption {
      type = lib.types.str;
      default = "Videos";
      description = "Directory of videos.";
    };
  };

  config = lib.mkIf cfg.enable {
    xdg = {
      enable = lib.mkOverride 900 true;
      mimeApps = {
        enable = lib.mkIf (apps != { } || cfg.mimeApps != { }) (lib.mkOverride 900 true);
        defaultApplications = lib.mkMerge (
          [ cfg.mimeApps ] ++ lib.mapAttrsToList (kind: app: lib.genAttrs types.${kind} (_: [ app ])) apps
        );
      };
      userDirs = lib.mkIf cfg.directories {
        enable = lib.mkOverride 900 true;
        createDirectories = lib.mkOverride 900 true;
        desktop = lib.mkOverride 900 "${homeDirectory}/${cfg.desktop}";
        documents = lib.mkOverride 900 "${homeDirectory}/${cfg.documents}";
        download = lib.mkOverride 900 "${homeDirectory}/${cfg.download}";
        music = lib.mkOverride 900 "${homeDirectory}/${cfg.music}";
        pictures = lib.mkOverride 900 "${homeDirectory}/${cfg.pictures}";
        projects = lib.mkOverride 900 "${homeDirectory}/${cfg.projects}";
        publicShare = lib.mkOverride 900 "${homeDirectory}/${cfg.publicShare}";
        # Programs ask xdg-user-dir; home-manager's own choice depends on the release that the home began with.
        setSessionVariables = lib.mkOverride 900 false;
        templates = lib.mkOverride 900 "${homeDirectory}/${cfg.templates}";
        videos = lib.mkOverride 900 "${homeDirectory}/${cfg.videos}";
      };
    };
  };
}
