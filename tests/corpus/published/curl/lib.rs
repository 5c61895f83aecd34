mod bound {
    ffi::bindings!("curl");
}

pub use bound::{
    CURL, CURLFORMcode, CURLINFO, CURLM, CURLMcode, CURLMoption, CURLSH, CURLSHcode, CURLSHoption, CURLcode, CURLformoption,
    CURLoption, CURLversion, curl_blob, curl_calloc_callback, curl_certinfo, curl_chunk_bgn_callback, curl_chunk_end_callback,
    curl_debug_callback, curl_easy_cleanup, curl_easy_duphandle, curl_easy_escape, curl_easy_getinfo, curl_easy_init,
    curl_easy_pause, curl_easy_perform, curl_easy_recv, curl_easy_reset, curl_easy_send, curl_easy_setopt, curl_easy_strerror,
    curl_easy_unescape, curl_easy_upkeep, curl_fileinfo, curl_fnmatch_callback, curl_formadd, curl_formfree, curl_formget,
    curl_formget_callback, curl_forms, curl_free, curl_free_callback, curl_getdate, curl_global_cleanup, curl_global_init,
    curl_global_init_mem, curl_httppost, curl_infotype, curl_ioctl_callback, curl_lock_function, curl_malloc_callback,
    curl_multi_add_handle, curl_multi_assign, curl_multi_cleanup, curl_multi_fdset, curl_multi_init, curl_multi_perform,
    curl_multi_poll, curl_multi_remove_handle, curl_multi_setopt, curl_multi_socket, curl_multi_socket_action,
    curl_multi_socket_all, curl_multi_strerror, curl_multi_timeout, curl_multi_timer_callback, curl_multi_wait,
    curl_multi_wakeup, curl_off_t, curl_opensocket_callback, curl_progress_callback, curl_read_callback, curl_realloc_callback,
    curl_seek_callback, curl_share_cleanup, curl_share_init, curl_share_setopt, curl_share_strerror, curl_slist,
    curl_slist_append, curl_slist_free_all, curl_sockaddr, curl_socket_callback, curl_socket_t, curl_ssl_ctx_callback,
    curl_strdup_callback, curl_unlock_function, curl_version, curl_version_info, curl_version_info_data, curl_waitfd,
    curl_write_callback, curlsocktype, fd_set,
};
/// Constants, whose types are what the functions with `...` read, which no header says.
pub use own::*;

/// The wrapper reads the union in it as a pointer.
#[repr(C)]
pub struct CURLMsg {
    pub msg: bound::CURLMSG,
    pub easy_handle: *mut CURL,
    pub data: *mut libc::c_void,
}

unsafe extern "C" {
    pub fn curl_multi_info_read(multi_handle: *mut CURLM, msgs_in_queue: *mut libc::c_int) -> *mut CURLMsg;
}

mod own {
