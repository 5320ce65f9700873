package disks

import "strings"

// mountWords are the mount options that file systems know, by file system; those under "" are known to all of them
// (mount(8), btrfs(5), ext4(5), xfs(5), tmpfs(5) and the kernel's notes on f2fs and vfat).
var mountWords = map[string][]string{
	"": words(`async atime auto comment context defaults defcontext dev diratime dirsync exec fscontext group iversion lazytime loud
		mand noatime noauto nodev nodiratime noexec nofail noiversion nolazytime nomand norelatime nostrictatime nosuid nosymfollow
		nouser owner relatime ro rootcontext rw silent strictatime suid symfollow sync user users _netdev`),
	"btrfs": words(`acl autodefrag barrier clear_cache commit compress compress-force datacow datasum degraded device discard enospc_debug
		fatal_errors flushoncommit fragment max_inline metadata_ratio noacl noautodefrag nobarrier nodatacow nodatasum nodiscard
		noenospc_debug noflushoncommit nologreplay norecovery nospace_cache nossd nossd_spread notreelog recovery ref_tracker ref_verify
		rescan_uuid_tree rescue skip_balance space_cache ssd ssd_spread subvol subvolid thread_pool treelog usebackuproot
		user_subvol_rm_allowed`),
	"ext4": words(`abort acl auto_da_alloc barrier block_validity bsddf bsdgroups commit data data_err dax debug delalloc dioread_lock
		dioread_nolock discard errors grpid grpjquota grpquota i_version init_itable inlinecrypt inode_readahead_blks
		journal_async_commit journal_checksum journal_dev journal_ioprio journal_path jqfmt max_batch_time max_dir_size_kb
		mb_optimize_scan min_batch_time minixdf noacl noauto_da_alloc nobarrier noblock_validity nodelalloc nodiscard nogrpid
		noinit_itable nojournal_checksum noload nombcache no_mbcache no_prefetch_block_bitmaps noquota norecovery nouid32 nouser_xattr
		nowarn_on_error prefetch_block_bitmaps prjquota quota resgid resuid sb stripe sysvgroups usrjquota usrquota user_xattr
		warn_on_error`),
	"xfs": words(`allocsize attr2 bsdgroups dax discard filestreams gqnoenforce gquota grpid grpquota ikeep inode32 inode64 largeio
		lifetime logbsize logbufs logdev max_atomic_write max_open_zones noalign noattr2 nodiscard nogrpid noikeep nolargeio nolifetime
		norecovery noquota nouuid pqnoenforce pquota prjquota qnoenforce quota rtdev sunit swalloc swidth sysvgroups uqnoenforce uquota
		usrquota wsync`),
	"f2fs": words(`acl active_logs age_extent_cache alloc_mode atgc background_gc barrier checkpoint checkpoint_merge compress_algorithm
		compress_cache compress_chksum compress_extension compress_log_size compress_mode data_flush disable_ext_identify
		disable_roll_forward discard discard_unit errors extent_cache fastboot fault_injection fault_type flush_merge fsync_mode gc_merge
		grpjquota grpquota heap inline_data inline_dentry inline_xattr inline_xattr_size inlinecrypt io_bits jqfmt lookup_mode memory
		mode nat_bits noacl nobarrier nocheckpoint_merge nocompress_extension nodiscard noextent_cache noflush_merge nogc_merge noheap
		noinline_data noinline_dentry noinline_xattr noquota norecovery nouser_xattr prjjquota prjquota quota reserve_node reserve_root
		resgid resuid test_dummy_encryption user_xattr usrjquota usrquota whint_mode`),
	"vfat": words(`allow_utime blocksize check codepage conv cvf_format cvf_option debug discard dmask dos1xfloppy dots errors fat flush
		fmask gid iocharset nfs nodots nonumtail quiet rodir shortname showexec sys_immutable time_offset tz uid umask uni_xlate
		usefree utf8`),
	"tmpfs": words(`casefold gid grpquota grpquota_block_hardlimit grpquota_inode_hardlimit huge inode32 inode64 mode mpol noswap
		nr_blocks nr_inodes quota size strict_encoding uid usrquota usrquota_block_hardlimit usrquota_inode_hardlimit`),
}

func words(text string) []string { return strings.Fields(text) }

// ofTheMount are the options that hold for one mount alone, whatever the file system.
var ofTheMount = words(`atime auto comment defaults dev diratime exec group noatime noauto nodev nodiratime noexec nofail norelatime
	nosuid nosymfollow nouser owner relatime ro rw strictatime suid subvol subvolid symfollow user users _netdev`)
